"""Factors of HJ 212: written by `scripts/make_factors.py` from `factors.csv`; do not edit."""

from __future__ import annotations

COLUMNS = (
    "code",
    "code_2005",
    "name",
    "name_en",
    "medium",
    "unit",
    "unit_2005",
    "shift",
    "number",
    "emission_unit",
    "standard",
)
"""Names of the columns below, which bars divide."""

TABLE = """\
w00000|B01|污水|wastewater (flow)|water|L/s||0|N5.2|m3|1
w01001|001|pH 值|pH|water|1||0|N2.2||1
w01002|002|色度|colour|water|degree (colour)||0|N3.2||1
w01006||溶解性总固体|total dissolved solids|water|mg/L||0|N4|kg|1
w01009||溶解氧|dissolved oxygen|water|mg/L||0|N3.1||1
w01010||水温|water temperature|water|degC||0|N3.1||1
w01012|003|悬浮物|suspended solids|water|mg/L|mg/L|0|N4|kg|1
w01014||电导率|electrical conductivity|water|uS/cm||0|N3.1||1
w01017|010|五日生化需氧量|five-day biochemical oxygen demand (BOD5)|water|mg/L|mg/L|0|N5.1|kg|1
w01018|011|化学需氧量|chemical oxygen demand (COD)|water|mg/L|mg/L|0|N5.1|kg|1
w01019||高锰酸盐指数|permanganate index|water|mg/L||0|N3.1|kg|1
w01020|015|总有机碳|total organic carbon (TOC)|water|mg/L|mg/L|0|N3.1|kg|1
w02003|550|粪大肠菌群|faecal coliforms|water|count/L||0|N9||1
w02006||细菌总数|total bacteria count|water|count/L||0|N9||1
w03001|570|总 α 放射性|gross alpha activity|water|Bq/L||0|N3.1||1
w03002|571|总 β 放射性|gross beta activity|water|Bq/L||0|N3.1||1
w19001||表面活性剂|surfactants|water|mg/L||0|N3.2|kg|1
w19002|520|阴离子表面活性剂|anionic surfactants|water|mg/L||0|N3.2|kg|1
w20012|039|钡|barium|water|mg/L|mg/L|0|N3.3|kg|1
w20023|037|硼|boron|water|mg/L|mg/L|0|N3.3|kg|1
w20038|040|钴|cobalt|water|mg/L|mg/L|0|N3.4|kg|1
w20061|038|钼|molybdenum|water|mg/L|mg/L|0|N3.4|kg|1
w20089|041|铊|thallium|water|ng/L|mg/L|6|N4|mg|1
w20092|036|锡|tin|water|mg/L|mg/L|0|N3.1|kg|1
w20111|020|总汞|total mercury|water|ug/L|mg/L|3|N3.2|g|1
w20113|021|烷基汞|alkyl mercury|water|ng/L|mg/L|6|N4|mg|1
w20115|022|总镉|total cadmium|water|ug/L|mg/L|3|N3.1|g|1
w20116|023|总铬|total chromium|water|mg/L|mg/L|0|N3.3|kg|1
w20117|024|六价铬|hexavalent chromium|water|ug/L|mg/L|3|N2.3|g|1
w20119|026|总砷|total arsenic|water|ug/L|mg/L|3|N2.3|g|1
w20120|027|总铅|total lead|water|ug/L|mg/L|3|N4|g|1
w20121|028|总镍|total nickel|water|mg/L|mg/L|0|N3.2|kg|1
w20122|029|总铜|total copper|water|mg/L|mg/L|0|N3.2|kg|1
w20123|030|总锌|total zinc|water|mg/L|mg/L|0|N3.3|kg|1
w20124|031|总锰|total manganese|water|mg/L|mg/L|0|N3.3|kg|1
w20125|032|总铁|total iron|water|mg/L|mg/L|0|N3.3|kg|1
w20126|033|总银|total silver|water|mg/L|mg/L|0|N3.3|kg|1
w20127|034|总铍|total beryllium|water|ug/L|mg/L|3|N3.3|g|1
w20128|035|总硒|total selenium|water|ug/L|mg/L|3|N4.2|g|1
w20138||铜|copper|water|mg/L||0|N3.3|kg|1
w20139||锌|zinc|water|mg/L||0|N3.3|kg|1
w20140||硒|selenium|water|mg/L||0|N3.3|kg|1
w20141||砷|arsenic|water|mg/L||0|N3.3|kg|1
w20142||汞|mercury|water|ug/L||0|N3.3|g|1
w20143||镉|cadmium|water|ug/L||0|N3.3|g|1
w20144||铅|lead|water|mg/L||0|N3.3|kg|1
w21001|065|总氮|total nitrogen|water|mg/L|mg/L|0|N4.2|kg|1
w21003|060|氨氮|ammonia nitrogen (NH3-N)|water|mg/L|mg/L|0|N4.2|kg|1
w21004|062|凯氏氮|Kjeldahl nitrogen|water|mg/L||0|N3.1|kg|1
w21006|063|亚硝酸盐|nitrite|water|mg/L||0|N2.3|kg|1
w21007|064|硝酸盐|nitrate|water|mg/L||0|N2.3|kg|1
w21011|101|总磷|total phosphorus|water|mg/L|mg/L|0|N3.2|kg|1
w21016|070|氰化物|cyanide|water|mg/L||0|N3.3|kg|1
w21017|072|氟化物|fluoride|water|mg/L||0|N4.2|kg|1
w21019|071|硫化物|sulfide|water|mg/L||0|N3.3|kg|1
w21022|090|氯化物|chloride|water|mg/L||0|N3.1|kg|1
w21038||硫酸盐|sulfate|water|mg/L||0|N6|kg|1
w22001|080|石油类|petroleum oils|water|mg/L|mg/L|0|N3.2|kg|1
w23002|110|挥发酚|volatile phenols|water|mg/L||0|N3.4|kg|1
w25043|540|苯并[α]芘|benzo[a]pyrene|water|ug/L||0|N3.1|g|1
w33001|350|六六六|hexachlorocyclohexane (HCH)|water|ng/L||0|N4|mg|1
w33007|351|滴滴涕|DDT|water|ng/L||0|N4|mg|1
w99001|061|有机氮|organic nitrogen|water|mg/L|mg/L|0|N3.1|kg|1
a00000|B02|废气|waste gas (flow)|air|m3/s||0|N6.1|m3|1
a01001||温度|air temperature|air|degC||0|N3.1||1
a01002||湿度|relative humidity|air|%||0|N3.1||1
a01006||气压|air pressure|air|kPa||0|N5.3||1
a01007||风速|wind speed|air|m/s||0|N4.1||1
a01008||风向|wind direction|air|degree (angle)||0|N4||1
a01010|37|林格曼黑度|Ringelmann blackness|air|1||0|N1||1
a01011|S02|烟气流速|flue gas velocity|air|m/s|m3/h|0|N5.2||1
a01012|S03|烟气温度|flue gas temperature|air|degC|degC|0|N3.1||1
a01013|S08|烟气压力|flue gas pressure|air|kPa|MPa|0|N5.3||1
a01014|S05|烟气湿度|flue gas moisture|air|%|%|0|N3.1||1
a01015|S06|制冷温度|cooler temperature|air|degC|degC|0|N3.1||1
a01016|S07|烟道截面积|flue cross-section area|air|m2|m2|0|N4.2||1
a01017|S04|烟气动压|flue gas dynamic pressure|air|kPa|MPa|0|N5.3||1
a01901||垃圾焚烧炉膛内焚烧平均温度|mean furnace temperature (waste incinerator)|air|degC||0|N4.1||1
a01902||垃圾焚烧炉膛内DCS温度|furnace temperature from DCS (waste incinerator)|air|degC||0|N4.1||1
a05001|30|二氧化碳|carbon dioxide|air|mg/m3|mg/m3|0|N3.3|kg|1
a05002||甲烷|methane|air|ng/m3||0|N4.1|g|1
a05008||三氯一氟甲烷|trichlorofluoromethane|air|mg/m3||0|N7.3|kg|1
a05009||二氯二氟甲烷|dichlorodifluoromethane|air|mg/m3||0|N7.3|kg|1
a05013||三氯三氟乙烷|trichlorotrifluoroethane|air|mg/m3||0|N7.3|kg|1
a19001|S01|氧气含量|oxygen content|air|%|%|0|N3.1||1
a20007||砷|arsenic|air|ng/m3||0|N1.6|g|1
a20016|36|铍及其化合物|beryllium and compounds|air|mg/m3|mg/m3|0|N4.4|kg|1
a20025|33|镉及其化合物|cadmium and compounds|air|mg/m3|mg/m3|0|N3.4|kg|1
a20026||镉|cadmium|air|ng/m3||0|N3.3|g|1
a20043|32|铅及其化合物|lead and compounds|air|mg/m3|mg/m3|0|N2.4|kg|1
a20044||铅|lead|air|ng/m3||0|N3.3|g|1
a20057|31|汞及其化合物|mercury and compounds|air|mg/m3|mg/m3|0|N4.4|kg|1
a20058||汞|mercury|air|ng/m3||0|N3.2|g|1
a20063|35|镍及其化合物|nickel and compounds|air|mg/m3|mg/m3|0|N3.3|kg|1
a20091|34|锡及其化合物|tin and compounds|air|mg/m3|mg/m3|0|N4.3|kg|1
a21001|10|氨（氨气）|ammonia|air|ng/m3|mg/m3|0|N4.3|g|1
a21002|03|氮氧化物|nitrogen oxides (NOx)|air|mg/m3|mg/m3|0|N5.1|kg|1
a21003||一氧化氮|nitric oxide (NO)|air|mg/m3||0|N4.1|kg|1
a21004||二氧化氮|nitrogen dioxide (NO2)|air|mg/m3||0|N4.1|kg|1
a21005|04|一氧化碳|carbon monoxide (CO)|air|mg/m3|mg/m3|0|N3.3|kg|1
a21017|07|氰化物|cyanides|air|mg/m3|mg/m3|0|N3.3|kg|1
a21018|06|氟化物|fluorides|air|mg/m3|mg/m3|0|N2.3|kg|1
a21022|11|氯气|chlorine|air|mg/m3|mg/m3|0|N4.3|kg|1
a21024|08|氯化氢|hydrogen chloride|air|mg/m3|mg/m3|0|N4.3|kg|1
a21026|02|二氧化硫|sulfur dioxide (SO2)|air|mg/m3|mg/m3|0|N5.2|kg|1
a21028|05|硫化氢|hydrogen sulfide|air|mg/m3|mg/m3|0|N3.2|kg|1
a23001|27|酚类|phenols|air|mg/m3|mg/m3|0|N3.3|kg|1
a24003||二氯甲烷|dichloromethane|air|mg/m3||0|N7.3|kg|1
a24004||三氯甲烷|trichloromethane|air|mg/m3||0|N7.3|kg|1
a24005||四氯甲烷|tetrachloromethane|air|mg/m3||0|N7.3|kg|1
a24006||二溴一氯甲烷|dibromochloromethane|air|mg/m3||0|N7.3|kg|1
a24007||一溴二氯甲烷|bromodichloromethane|air|mg/m3||0|N7.3|kg|1
a24008||溴甲烷|bromomethane|air|mg/m3||0|N7.3|kg|1
a24009||三溴甲烷|tribromomethane|air|mg/m3||0|N7.3|kg|1
a24015||氯乙烷|chloroethane|air|mg/m3||0|N7.3|kg|1
a24016||1,1-二氯乙烷|1,1-dichloroethane|air|mg/m3||0|N7.3|kg|1
a24017||1,2-二氯乙烷|1,2-dichloroethane|air|mg/m3||0|N7.3|kg|1
a24018||1,1,1-三氯乙烷|1,1,1-trichloroethane|air|mg/m3||0|N7.3|kg|1
a24019||1,1,2-三氯乙烷|1,1,2-trichloroethane|air|mg/m3||0|N7.3|kg|1
a24020||1,1,2,2-四氯乙烷|1,1,2,2-tetrachloroethane|air|mg/m3||0|N7.3|kg|1
a24027||1,2-二氯丙烷|1,2-dichloropropane|air|mg/m3||0|N7.3|kg|1
a24034||1,2-二溴乙烷|1,2-dibromoethane|air|mg/m3||0|N7.3|kg|1
a24036||环己烷|cyclohexane|air|mg/m3||0|N7.3|kg|1
a24042||正己烷|n-hexane|air|mg/m3||0|N7.3|kg|1
a24043||正庚烷|n-heptane|air|mg/m3||0|N7.3|kg|1
a24046|29|氯乙烯|vinyl chloride|air|mg/m3|mg/m3|0|N4.3|kg|1
a24047||1,1-二氯乙烯|1,1-dichloroethylene|air|mg/m3||0|N7.3|kg|1
a24049||三氯乙烯|trichloroethylene|air|mg/m3||0|N7.3|kg|1
a24050||四氯乙烯|tetrachloroethylene|air|mg/m3||0|N7.3|kg|1
a24053||丙烯|propylene|air|mg/m3||0|N7.3|kg|1
a24054||1,3-二氯丙烯|1,3-dichloropropene|air|mg/m3||0|N7.3|kg|1
a24072||1,4-二恶烷|1,4-dioxane|air|mg/m3||0|N7.3|kg|1
a24078||1,3-丁二烯|1,3-butadiene|air|mg/m3||0|N7.3|kg|1
a24087|25|碳氢化合物|hydrocarbons|air|mg/m3|mg/m3|0|N5.2|kg|1
a24088||非甲烷总烃|non-methane hydrocarbons (NMHC)|air|mg/m3||0|N7.3|kg|1
a24099||氯甲烷|chloromethane|air|mg/m3||0|N7.3|kg|1
a24110||反式-1,2-二氯乙烯|trans-1,2-dichloroethylene|air|mg/m3||0|N7.3|kg|1
a24111||顺式-1,2-二氯乙烯|cis-1,2-dichloroethylene|air|mg/m3||0|N7.3|kg|1
a24112||反式-1,3-二氯丙烯|trans-1,3-dichloropropene|air|mg/m3||0|N7.3|kg|1
a24113||六氯-1,3-丁二烯|hexachloro-1,3-butadiene|air|mg/m3||0|N7.3|kg|1
a25002||苯|benzene|air|mg/m3||0|N7.3|kg|1
a25003|17|甲苯|toluene|air|mg/m3|mg/m3|0|N4.2|kg|1
a25004||乙苯|ethylbenzene|air|mg/m3||0|N7.3|kg|1
a25005|18|二甲苯|xylenes|air|mg/m3|mg/m3|0|N4.2|kg|1
a25006||1,2-二甲基苯|o-xylene|air|mg/m3||0|N7.3|kg|1
a25007||1,3-二甲基苯|m-xylene|air|mg/m3||0|N7.3|kg|1
a25008||1,4-二甲基苯|p-xylene|air|mg/m3||0|N7.3|kg|1
a25010|23|氯苯|chlorobenzene|air|mg/m3|mg/m3|0|N4.3|kg|1
a25011||1,2-二氯苯|1,2-dichlorobenzene|air|mg/m3||0|N7.3|kg|1
a25012||1,3-二氯苯|1,3-dichlorobenzene|air|mg/m3||0|N7.3|kg|1
a25013||1,4-二氯苯|1,4-dichlorobenzene|air|mg/m3||0|N7.3|kg|1
a25014||1-乙基-4-甲基苯|1-ethyl-4-methylbenzene|air|mg/m3||0|N7.3|kg|1
a25015||1,2,4-三氯苯|1,2,4-trichlorobenzene|air|mg/m3||0|N7.3|kg|1
a25019||1,2,4-三甲基苯|1,2,4-trimethylbenzene|air|mg/m3||0|N7.3|kg|1
a25020||1,2,3-三甲基苯|1,2,3-trimethylbenzene|air|mg/m3||0|N7.3|kg|1
a25021||1,3,5-三甲基苯|1,3,5-trimethylbenzene|air|mg/m3||0|N7.3|kg|1
a25023|22|硝基苯|nitrobenzene|air|mg/m3|mg/m3|0|N3.4|kg|1
a25038||乙烯基苯|styrene|air|mg/m3||0|N7.3|kg|1
a25044|20|苯并[a]芘|benzo[a]pyrene|air|mg/m3|mg/m3|0|N4.3|kg|1
a25072||四氢呋喃|tetrahydrofuran|air|mg/m3||0|N7.3|kg|1
a26001|21|苯胺类|anilines|air|mg/m3|mg/m3|0|N4.3|kg|1
a29017||乙酸乙酯|ethyl acetate|air|mg/m3||0|N7.3|kg|1
a29026||乙酸乙烯酯|vinyl acetate|air|mg/m3||0|N7.3|kg|1
a30001|28|甲醇|methanol|air|mg/m3|mg/m3|0|N4.3|kg|1
a30008||异丙醇|isopropanol|air|mg/m3||0|N7.3|kg|1
a30022|13|硫醇|mercaptans|air|mg/m3|mg/m3|0|N4.3|kg|1
a31001|19|甲醛|formaldehyde|air|mg/m3|mg/m3|0|N3.3|kg|1
a31002|26|乙醛|acetaldehyde|air|mg/m3|mg/m3|0|N3.4|kg|1
a31024||丙酮|acetone|air|mg/m3||0|N7.3|kg|1
a31025||2-丁酮|2-butanone|air|mg/m3||0|N7.3|kg|1
a31030||甲基异丁基甲酮|methyl isobutyl ketone|air|mg/m3||0|N7.3|kg|1
a34001||总悬浮颗粒物 TSP|total suspended particulates (TSP)|air|ng/m3||0|N4.3|g|1
a34002||可吸入颗粒物PM10|inhalable particulates PM10|air|ng/m3||0|N3.3|g|1
a34004||细微颗粒物 PM2.5|fine particulates PM2.5|air|ng/m3||0|N3.3|g|1
a34005||亚微米颗粒物PM1.0|submicron particulates PM1.0|air|ng/m3||0|N3.3|g|1
a34011||降尘|dustfall|air|t/(km2 month)||0|||1
a34013|01|烟尘|flue dust (smoke)|air|mg/m3|mg/m3|0|N4|kg|1
a34017||炭黑尘|carbon black dust|air|mg/m3||0|N4|kg|1
a34038|09|沥青烟|asphalt fume|air|mg/m3|mg/m3|0|N4.3|kg|1
a34039|14|硫酸雾|sulfuric acid mist|air|mg/m3|mg/m3|0|N4.3|kg|1
a34040|15|铬酸雾|chromic acid mist|air|mg/m3|mg/m3|0|N2.3|kg|1
a99010||丙烯腈|acrylonitrile|air|mg/m3||0|N7.3|kg|1
a99049|24|光气|phosgene|air|mg/m3|mg/m3|0|N3.3|kg|1
a99051|12|二硫化碳|carbon disulfide|air|mg/m3|mg/m3|0|N4.3|kg|1
LA||A 权声级|A-weighted sound level|noise|dB||0|N3.1||1
L5|L5|累计百分声级 L5|percentile level L5|noise|dB||0|N3.1||1
L10|L10|累计百分声级 L10|percentile level L10|noise|dB||0|N3.1||1
L50|L50|累计百分声级 L50|percentile level L50|noise|dB||0|N3.1||1
L90|L90|累计百分声级 L90|percentile level L90|noise|dB||0|N3.1||1
L95|L95|累计百分声级 L95|percentile level L95|noise|dB||0|N3.1||1
Leq|Leq|等效声级|equivalent sound level|noise|dB||0|N3.1||1
Ldn|Ldn|昼夜等效声级|day-night equivalent level|noise|dB||0|N3.1||1
Ld|Ld|昼间等效声级|daytime equivalent level|noise|dB||0|N3.1||1
Ln|Ln|夜间等效声级|night-time equivalent level|noise|dB||0|N3.1||1
LMx|LMx|最大的瞬时声级|highest instantaneous level|noise|dB||0|N3.1||1
LMn|LMn|最小的瞬时声级|lowest instantaneous level|noise|dB||0|N3.1||1
e101xx||进水口流量|inlet flow|process (sewage)|L/s||0|N6.2||1
e102xx||进水口 COD|inlet COD|process (sewage)|mg/L||0|N5.1||1
e103xx||进水口氨氮|inlet ammonia nitrogen|process (sewage)|mg/L||0|N3.2||1
e104xx||进水口总磷|inlet total phosphorus|process (sewage)|mg/L||0|N3.2||1
e105xx||进水口总氮|inlet total nitrogen|process (sewage)|mg/L||0|N5.1||1
e106xx||进水口 pH|inlet pH|process (sewage)|1||0|N2.2||1
e201xx||出水口流量|outlet flow|process (sewage)|L/s||0|N6.2||1
e202xx||出水口 COD|outlet COD|process (sewage)|mg/L||0|N5.1||1
e203xx||出水口氨氮|outlet ammonia nitrogen|process (sewage)|mg/L||0|N3.2||1
e204xx||出水口总磷|outlet total phosphorus|process (sewage)|mg/L||0|N3.2||1
e205xx||出水口 PH|outlet pH|process (sewage)|1||0|N2.2||1
e301xx||污水提升泵|sewage lift pump|process (sewage)|A||0|N4.2||1
e302xx||鼓风机|blower|process (sewage)|A||0|N4.2||1
e303xx||鼓风量|blower air volume|process (sewage)|mg/L||0|N7||1
e304xx||生化池污泥浓度|bio tank sludge concentration|process (sewage)|mg/L||0|N5.1||1
e305xx||生化池溶解氧浓度|bio tank dissolved oxygen|process (sewage)|mg/L||0|N5.1||1
e306xx||污泥剩余泵|surplus sludge pump|process (sewage)|A||0|N4.2||1
e307xx||污泥回流泵|return sludge pump|process (sewage)|A||0|N4.2||1
e308xx||污泥回流量|return sludge amount|process (sewage)|kg||0|N7||1
e309xx||污泥剩余量|surplus sludge amount|process (sewage)|kg||0|N7||1
e310xx||污泥压滤机|sludge filter press|process (sewage)|A||0|N4.2||1
e311xx||阀门状态|valve state|process (sewage)|1||0|N1||1
e312xx||储泥池液位|sludge tank level|process (sewage)|m||0|N2.3||1
e313xx||加药量|chemical dose|process (sewage)|mg/L||0|N5.1||1
e314xx||生化池氧化还原电位|bio tank redox potential|process (sewage)|mV||0|N7||1
e401xx||污水提升泵|sewage lift pump|process (sewage)|A||0|N4.2||1
e402xx||曝气设备|aeration equipment|process (sewage)|A||0|N4.2||1
e403xx||生化池污泥浓度|bio tank sludge concentration|process (sewage)|mg/L||0|N5.1||1
e404xx||厌氧池溶解氧浓度|anaerobic tank dissolved oxygen|process (sewage)|mg/L||0|N5.1||1
e405xx||缺氧池溶解氧浓度|anoxic tank dissolved oxygen|process (sewage)|mg/L||0|N5.1||1
e406xx||好氧池溶解氧浓度|aerobic tank dissolved oxygen|process (sewage)|mg/L||0|N5.1||1
e407xx||污泥剩余泵|surplus sludge pump|process (sewage)|A||0|N4.2||1
e408xx||污泥回流泵|return sludge pump|process (sewage)|A||0|N4.2||1
e409xx||污泥回流量|return sludge amount|process (sewage)|kg||0|N4.2||1
e410xx||污泥剩余量|surplus sludge amount|process (sewage)|kg||0|N4.2||1
e411xx||污泥压滤机|sludge filter press|process (sewage)|A||0|N4.2||1
e412xx||搅拌器转态|stirrer state|process (sewage)|1||0|N1||1
e413xx||阀门状态|valve state|process (sewage)|1||0|N1||1
e414xx||缺氧池氧化还原电位|anoxic tank redox potential|process (sewage)|mV||0|N7||1
e415xx||好氧池氧化还原电位|aerobic tank redox potential|process (sewage)|mV||0|N7||1
e416xx||提升泵池液位|lift pump pit level|process (sewage)|m||0|N2.3||1
e417xx||储泥池液位|sludge tank level|process (sewage)|m||0|N2.3||1
e418xx||加药量|chemical dose|process (sewage)|mg/L||0|N5.1||1
e501xx||污水提升泵|sewage lift pump|process (sewage)|A||0|N4.2||1
e502xx||曝气设备|aeration equipment|process (sewage)|A||0|N4.2||1
e503xx||供气量状态|air supply state|process (sewage)|1||0|N1||1
e504xx||生化池污泥浓度|bio tank sludge concentration|process (sewage)|mg/L||0|N5.1||1
e505xx||厌氧池溶解氧浓度|anaerobic tank dissolved oxygen|process (sewage)|mg/L||0|N5.1||1
e506xx||缺氧池溶解氧浓度|anoxic tank dissolved oxygen|process (sewage)|mg/L||0|N5.1||1
e507xx||好氧池溶解氧浓度|aerobic tank dissolved oxygen|process (sewage)|mg/L||0|N5.1||1
e508xx||混合液回流泵|mixed liquor return pump|process (sewage)|A||0|N4.2||1
e509xx||剩余污泥泵|surplus sludge pump|process (sewage)|A||0|N4.2||1
e510xx||剩余污泥量|surplus sludge amount|process (sewage)|kg||0|N7||1
e511xx||搅拌器状态|stirrer state|process (sewage)|1||0|N1||1
e512xx||阀门状态|valve state|process (sewage)|1||0|N1||1
e513xx||缺氧池氧化还原电位|anoxic tank redox potential|process (sewage)|mV||0|N7||1
e514xx||好氧池氧化还原电位|aerobic tank redox potential|process (sewage)|mV||0|N7||1
e515xx||提升泵池液位|lift pump pit level|process (sewage)|m||0|N2.3||1
e516xx||储泥池液位|sludge tank level|process (sewage)|m||0|N2.3||1
e517xx||加药量|chemical dose|process (sewage)|mg/L||0|N5.1||1
e601xx||污水提升泵|sewage lift pump|process (sewage)|A||0|N4.2||1
e602xx||曝气设备|aeration equipment|process (sewage)|A||0|N4.2||1
e603xx||SBR 池污泥浓度|SBR tank sludge concentration|process (sewage)|mg/L||0|N5.1||1
e604xx||SBR 池溶解氧浓度|SBR tank dissolved oxygen|process (sewage)|mg/L||0|N5.1||1
e605xx||污泥剩余泵|surplus sludge pump|process (sewage)|A||0|N4.2||1
e606xx||污泥回流泵|return sludge pump|process (sewage)|A||0|N4.2||1
e607xx||污泥回流量|return sludge amount|process (sewage)|kg||0|N7||1
e608xx||污泥剩余量|surplus sludge amount|process (sewage)|kg||0|N7||1
e609xx||污泥压滤机|sludge filter press|process (sewage)|A||0|N4.2||1
e610xx||搅拌器|stirrer|process (sewage)|A||0|N4.2||1
e614xx||SBR 池曝气搅拌时氧化还原电位|SBR tank redox potential while aerating and stirring|process (sewage)|mV||0|N7||1
e615xx||阀门状态|valve state|process (sewage)|1||0|N1||1
e616xx||提升泵池液位|lift pump pit level|process (sewage)|m||0|N2.3||1
e617xx||储泥池液位|sludge tank level|process (sewage)|m||0|N2.3||1
e701xx||污水提升泵|sewage lift pump|process (sewage)|A||0|N4.2||1
e702xx||曝气设备|aeration equipment|process (sewage)|A||0|N4.2||1
e703xx||接触氧化池污泥浓度|contact oxidation tank sludge concentration|process (sewage)|mg/L||0|N5.1||1
e704xx||接触氧化池溶解氧浓度|contact oxidation tank dissolved oxygen|process (sewage)|mg/L||0|N5.1||1
e705xx||剩余污泥泵|surplus sludge pump|process (sewage)|A||0|N4.2||1
e706xx||剩余污泥量|surplus sludge amount|process (sewage)|kg||0|N7||1
e707xx||污泥压滤机|sludge filter press|process (sewage)|A||0|N4.2||1
e708xx||阀门状态|valve state|process (sewage)|1||0|N1||1
e709xx||提升泵池液位|lift pump pit level|process (sewage)|m||0|N2.3||1
e710xx||储泥池液位|sludge tank level|process (sewage)|m||0|N2.3||1
e711xx||加药量|chemical dose|process (sewage)|mg/L||0|N5.1||1
e801xx||污水提升泵|sewage lift pump|process (sewage)|A||0|N4.2||1
e802xx||曝气设备|aeration equipment|process (sewage)|A||0|N4.2||1
e803xx||污泥浓度|sludge concentration|process (sewage)|mg/L||0|N5.1||1
e804xx||溶解氧浓度|dissolved oxygen|process (sewage)|mg/L||0|N5.1||1
e805xx||剩余污泥泵|surplus sludge pump|process (sewage)|A||0|N4.2||1
g101xx||增压风机状态|booster fan state|process (flue gas)|1||0|N1||1
g102xx||增压风机电流|booster fan current|process (flue gas)|A||0|N4.2||1
g103xx||浆液循环泵状态|slurry circulation pump state|process (flue gas)|1||0|N1||1
g104xx||浆液循环泵电流|slurry circulation pump current|process (flue gas)|A||0|N4.2||1
g105xx||密封剂状态|sealant state|process (flue gas)|1||0|N1||1
g106xx||密封剂电流|sealant current|process (flue gas)|A||0|N4.2||1
g107xx||GGH 运行状态|gas-gas heater state|process (flue gas)|1||0|N1||1
g108xx||GGH 电机电流|gas-gas heater motor current|process (flue gas)|A||0|N4.2||1
g109xx||浆液泵状态|slurry pump state|process (flue gas)|1||0|N1||1
g110xx||浆液泵流量|slurry pump flow|process (flue gas)|m3/h||0|N4.3||1
g111xx||脱硫塔内浆液 pH|slurry pH in the desulfurization tower|process (flue gas)|1||0|N2.2||1
g112xx||吸收塔除雾器状态|absorber demister state|process (flue gas)|1||0|N1||1
g113xx||吸收塔除物器电流|absorber demister current|process (flue gas)|A||0|N4.2||1
g114xx||吸收塔搅拌器状态|absorber stirrer state|process (flue gas)|1||0|N1||1
g115xx||吸收塔浆液密度|absorber slurry density|process (flue gas)|kg/m3||0|N3.3||1
g116xx||旁路挡板门开度|bypass damper opening|process (flue gas)|degree (angle)||0|N4||1
g117xx||石膏排除泵状态|gypsum discharge pump state|process (flue gas)|1||0|N1||1
g118xx||石膏排除泵电流|gypsum discharge pump current|process (flue gas)|A||0|N4.2||1
g119xx||脱硫率|desulfurization rate|process (flue gas)|%||0|N3.2||1
g201xx||脱硫塔内喷水泵电流|desulfurization tower water pump current|process (flue gas)|A||0|N4.2||1
g202xx||脱硫剂输送装置|desulfurizer conveyor|process (flue gas)|A||0|N4.2||1
g203xx||称重给煤机计量信号|weighing coal feeder signal|process (flue gas)|1||0|N1||1
g204xx||炉膛床压|furnace bed pressure|process (flue gas)|Pa||0|N7||1
g205xx||炉膛床温|furnace bed temperature|process (flue gas)|degC||0|N5.1||1
g206xx||冷渣器转速|slag cooler speed|process (flue gas)|r/min||0|N6||1
g207xx||返料风机电流|return-feed fan current|process (flue gas)|A||0|N4.2||1
g208xx||引风机电流|induced draught fan current|process (flue gas)|A||0|N4.2||1
g209xx||一次风机电流|primary air fan current|process (flue gas)|A||0|N4.2||1
g210xx||二次风机电流|secondary air fan current|process (flue gas)|A||0|N4.2||1
g211xx||石灰石给料机电流|limestone feeder current|process (flue gas)|A||0|N4.2||1
g212xx||脱硫率|desulfurization rate|process (flue gas)|%||0|N3.1||1
g301xx||氨喷射系统电流|ammonia injection system current|process (flue gas)|A||0|N4.2||1
g302xx||稀释风机状态|dilution fan state|process (flue gas)|1||0|N1||1
g303xx||稀释风机电流|dilution fan current|process (flue gas)|A||0|N4.2||1
g304xx||氨泵风机状态|ammonia pump fan state|process (flue gas)|1||0|N1||1
g305xx||氨泵风机电流|ammonia pump fan current|process (flue gas)|A||0|N4.2||1
g306xx||旁路挡板状态|bypass damper state|process (flue gas)|1||0|N1||1
g307xx||旁路挡板开度|bypass damper opening|process (flue gas)|degree (angle)||0|N4||1
g308xx||旁路挡板左右压差|bypass damper differential pressure|process (flue gas)|kPa||0|N5.3||1
g119xx||入口二氧化硫 SO2|inlet SO2|process (flue gas)|mg/m3||0|N3.3||1
g120xx||入口氮氧化物 NOx|inlet NOx|process (flue gas)|mg/m3||0|N3.3||1
g121xx||入口含氧量 O2|inlet O2|process (flue gas)|%||0|N3.1||1
g122xx||入口流量|inlet flow|process (flue gas)|m3/h||0|N4.3||1
g123xx||入口温度|inlet temperature|process (flue gas)|degC||0|N3.1||1
g124xx||入口烟尘|inlet dust|process (flue gas)|mg/m3||0|N3.3||1
g125xx||入口压力|inlet pressure|process (flue gas)|kPa||0|N5.3||1
g126xx||入口湿度|inlet moisture|process (flue gas)|%||0|N3.1||1
g127xx||出口二氧化硫 SO2|outlet SO2|process (flue gas)|mg/m3||0|N3.3||1
g128xx||出口氮氧化物 NOx|outlet NOx|process (flue gas)|mg/m3||0|N3.3||1
g129xx||出口含氧量 O2|outlet O2|process (flue gas)|%||0|N3.1||1
g130xx||出口流量|outlet flow|process (flue gas)|m3/h||0|N4.3||1
g131xx||出口温度|outlet temperature|process (flue gas)|degC||0|N3.1||1
g132xx||出口烟尘|outlet dust|process (flue gas)|mg/m3||0|N3.3||1
g133xx||出口压力|outlet pressure|process (flue gas)|kPa||0|N5.3||1
g134xx||出口湿度|outlet moisture|process (flue gas)|%||0|N3.1||1
i11001||运行日志|analyser run log|field information|||0|||1
i12001||工作状态|analyser state|field information|1||0|||1
i12002||分析仪与数采仪通讯状态|link analyser - logger|field information|1||0|||1
i12003||COD 分析仪报警状态|COD analyser alarm|field information|1||0|||1
i13001||测量量程|measuring range|field information|||0|||1
i13002||测量精度|measuring precision|field information|||0|||1
i13003||测量间隔|measuring interval|field information|min||0|||1
i13004||消解温度|digestion temperature|field information|degC||0|||1
i13005||消解时长|digestion time|field information|min||0|||1
i13006||校准时间|time of calibration|field information|YYYYMMDDhhmmss||0|||1
i13007||截距|intercept|field information|||0|||1
i13008||斜率|slope|field information|||0|||1
i13009||测量检出限|detection limit|field information|||0|||1
i21001||运行日志|logger run log|field information|||0|||1
i22001||工作状态|logger state|field information|1||0|||1
i22002||用户状态|logger user|field information|1||0|||1
i22003||数采仪与上位机通讯状态|link logger - centre|field information|1||0|||1
i22101||数采仪通道通讯状态|logger channel link|field information|1||0|||1
i23001||本地大气压力|local air pressure|field information|kPa||0|||1
i31001||门禁日志|door log|field information|||0|||1
i32001||门禁状态|door state|field information|1||0|||1
i33001||CEMS 伴热管温度|CEMS heated line temperature|field information|degC||0|||1
i33002||CEMS 冷凝温度|CEMS cooler temperature|field information|degC||0|||1
i33101||监测站房温度|station room temperature|field information|degC||0|||1
i33102||监测站房湿度|station room humidity|field information|degC||0|||1
i33103||监测站房电压|station room voltage|field information|V||0|||1
i33104||监测站房原水压力|raw water pressure|field information|kPa||0|||1
i33105||监测站房进样压力 1|sample inlet pressure 1|field information|kPa||0|||1
i33106||监测站房进样压力 2|sample inlet pressure 2|field information|kPa||0|||1
i33107||沉砂池清洗时间|grit chamber cleaning time|field information|s||0|||1
i33200||污水处理站（厂）电流量|treatment plant current|field information|A||0|||1
i33201||污水处理站（厂）累计耗电量|treatment plant energy, total|field information|kWh||0|||1
i33202||污水处理站（厂）日耗电量|treatment plant energy, day|field information|kWh||0|||1
i3331x||炉膛内上部焚烧温度|upper furnace temperature|field information|degC||0|||1
i3332x||炉膛内中部焚烧温度|middle furnace temperature|field information|degC||0|||1
i3333x||炉膛内下部焚烧温度|lower furnace temperature|field information|degC||0|||1
i3334x||炉膛内二次空气喷入点温度|temperature at secondary air inlet|field information|degC||0|||1
i33400||生产负荷|production load|field information|%||0|||1
|B03|噪声|noise|noise|dB||0|||1
|16|苯系物|benzene series|air|mg/m3||0|||1
|99|其他气污染物|other gas pollutants|air|||0|||1
|025|三价铬|trivalent chromium|water|mg/L||0|||1
w01003||浊度|turbidity|water|NTU||0|||0
w01004||透明度|transparency|water|||0|||0
w01016||叶绿素a|chlorophyll a|water|||0|||0
w19011||藻密度|algae density|water|||0|||0
w20004||锑|antimony|water|||0|||0
w20095||钛|titanium|water|||0|||0
w20101||钒|vanadium|water|||0|||0
w00001||累计流量|accumulated flow|water|m3||0|||0
a05024||臭氧|ozone (O3)|air|ug/m3||0|||0
a99054||TVOC|total VOC|air|||0|||0
a50001||噪声|noise|noise|dB||0|||1
i23005||数采仪入网编码|network code of the logger (the MN)|field information|||0|||1
i23006||CPUID|CPU id of the logger|field information|||0|||1
i23007||MAC|first MAC address|field information|||0|||1
i23008||MAC|second MAC address|field information|||0|||1
PM25||PM2.5|fine particulates, vendor text code|air|||0|||0
PM10||PM10|inhalable particulates, vendor text code|air|||0|||0
TSP||TSP|TSP, vendor text code|air|||0|||0
TEM||温度|temperature, vendor text code (also TEMP, T01)|air|degC||0|||0
RH||湿度|humidity, vendor text code (also HUMI, H01)|air|%||0|||0
WD||风向|wind direction, vendor text code|air|degree (angle)||0|||0
WS||风速|wind speed, vendor text code|air|m/s||0|||0
128|128|湿度|humidity, local numeric code|air|%||0|||0
lng||经度|longitude, vendor text code|air|degree (angle)||0|||0
lat||纬度|latitude, vendor text code|air|degree (angle)||0|||0
"""

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
